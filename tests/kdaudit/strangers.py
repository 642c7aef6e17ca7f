"""Operators as strangers write them, good and bad, and where they are looked at quickly."""

QUICK = {"classes": (2, 3), "temperatures": (0.5, 8.0), "teachers": ("none",)}

STRANGER = """
import os, sys, time
import numpy as np

def fine(p, T):
    print("noise")
    q = p ** (1 / T)
    return q / q.sum(axis=-1, keepdims=True)

def exits(p, T): sys.exit(3)
def hangs(p, T): time.sleep(60)
def crashes(p, T): os.kill(os.getpid(), 11)
def leaves(p, T): os._exit(5)
def raises(p, T): raise ValueError("not\\ntoday")
def shape(p, T): return p[..., :1]
def integers(p, T): return (p > 0.5).astype(int)
def words(p, T): return "softened"
def random(p, T): return np.random.default_rng().dirichlet(np.ones(p.shape[-1]), p.shape[:-1])
def rows(p, T): return fine(p, T) * p.sum() / len(p)
def flat(p, T): return np.full_like(p, np.nan)

CALLS = []
def seventh(p, T):
    CALLS.append(0)
    q = p ** (1 / T)
    q = q / q.sum(axis=-1, keepdims=True)
    return q[..., ::-1] if len(CALLS) % 7 == 0 else q

BUFFERS = {}
def buffer(p, T):
    out = BUFFERS.setdefault(p.shape, np.empty(p.shape))
    out[...] = p ** (1 / T)
    out /= out.sum(axis=-1, keepdims=True)
    return out

def hundredth(p, T):
    CALLS.append(0)
    q = p ** (1 / T)
    q = q / q.sum(axis=-1, keepdims=True)
    return q[..., ::-1] if len(CALLS) % 101 == 0 else q

def exits_at_length(p, T): sys.exit("x" * 4_998 + "\\n" + "\\x1b")

def hangs_up(p, T):
    os.closerange(3, 256)
    time.sleep(60)

def interrupts(p, T): raise KeyboardInterrupt
def ends_generators(p, T): raise GeneratorExit

class Mute(Exception):
    def __str__(self): raise ValueError("no words")

def mute(p, T): raise Mute
def shouts(p, T): raise ValueError("\\x1b[31m" + "x" * 15_000)

def babbles(p, T):
    for fd in range(3, 64):
        try:
            os.write(fd, b"\\0\\0\\0\\4oops")
        except OSError:
            pass
    return fine(p, T)

def leaks(p, T):
    CALLS.append(np.ones(30_000_000))
    return fine(p, T)

def breeds(p, T):
    import subprocess
    child = subprocess.Popen(["sleep", "60"])
    open(os.environ["KDAUDIT_CHILDREN"], "a").write(f"{child.pid}\\n")
    time.sleep(60)

not_callable = 3
"""
