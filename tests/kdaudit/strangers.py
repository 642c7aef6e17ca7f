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
not_callable = 3
"""
