"""Does a sparse student beat a dense one, and does the decomposition say why? Linear students of digits, 64 pixels.

    python examples/digits.py

Needs scikit-learn. Each line compares, in pairs over 20 training sets of 100 images, by `kdaudit.measure`: risks of the
dense and the sparse student (squared distance to the softened teacher), the sparse one's bias² and variance less the
dense one's, and which of the two wins at 95 %.
"""

import kdaudit
from numerics.teachers.digit_students import digit_students

SIZE, SUBSETS, KEPT = 100, 20, (16, 32)
CASES = {
    "the teacher's probabilities, pixels chosen beforehand": {},
    "the teacher's probabilities, pixels by magnitude": {"beforehand": False},
    "one label drawn from each, T = 1, pixels chosen beforehand": {"drawn": True},
    "one label drawn from each, T = 4, pixels chosen beforehand": {"drawn": True, "temperature": 4.0},
    "one label drawn from each, T = 4, pixels by magnitude": {"drawn": True, "temperature": 4.0, "beforehand": False},
}


def main() -> None:
    """Print a table."""
    print(f"{'learning from':<60}pixels   dense  sparse   bias²     variance  wins")
    for name, options in CASES.items():
        students = digit_students(SIZE, SUBSETS, KEPT, **options)
        for kept, sparse in students.sparse.items():
            found = kdaudit.measure(students.dense, sparse, target=students.target, units=range(SUBSETS))
            winner = {"student": "sparse", "teacher": "dense"}.get(found.decision, found.decision)
            print(
                f"{name:<60}{kept:>6}{found.teacher.risk:>8.4f}{found.student.risk:>8.4f}"
                f"{found.bias_difference.value:>+10.4f}{found.variance_difference.value:>+10.4f}  {winner}"
            )


if __name__ == "__main__":
    main()
