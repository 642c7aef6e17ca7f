"""For Sphinx: formulas as MathML when the site is built, and a directive that shows the claims of a subject."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from kdaudit.pages.mathml import formula, prose, statement
from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS


class Claims(Directive):
    """The claims of a component: title, statement, scope, hypotheses, proof."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A section for each claim."""
        component = self.arguments[0]
        found = [load(claim) for claim in OURS.ids if claim.startswith(f"{component}.")]
        if not found:
            raise self.error(f"there is no component {component!r}")
        near = {file.id.partition(".")[2]: f"#{nodes.make_id(file.id)}" for file in found}
        return [self._section(file, near) for file in found]

    def _section(self, file: Any, near: dict[str, str]) -> nodes.section:
        name = file.id.partition(".")[2]
        section = nodes.section(ids=[nodes.make_id(file.id)], names=[file.id])
        section += nodes.title(text=f"{name}: {file.claim.expect}")
        says = [
            f"<p><strong>{prose(file.headline, {})[3:-4]}</strong></p>",
            f"<p>{statement(str(file.claim.statement))}</p>",
        ]
        says += [f"<p>{name}: {statement(str(part))}</p>" for name, part in file.claim.parts.items()]
        under = "; ".join([file.claim.scope, *file.claim.assumptions.values()])
        says.append(str(prose(f"For {under}.", {})))
        says.append(str(prose(file.proof.strip().partition("\n")[2], {n: a for n, a in near.items() if n != name})))
        section += nodes.raw("", "\n".join(says), format="html")
        return section


def _inline(translator: Any, node: nodes.Element) -> None:
    small = formula(node.astext()).replace('displaystyle="true"', 'displaystyle="false"', 1)
    translator.body.append(f'<span class="math">{small}</span>')
    raise nodes.SkipNode


def _block(translator: Any, node: nodes.Element) -> None:
    translator.body.append(f'<div class="math">{formula(node.astext())}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx of both."""
    app.add_html_math_renderer("mathml", inline_renderers=(_inline, None), block_renderers=(_block, None))
    app.add_directive("claims", Claims)
    return {"parallel_read_safe": True}
