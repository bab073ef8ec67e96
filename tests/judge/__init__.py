"""The judge, apart from what it judges.

make check ── check.py ── jobs.py: which notebooks, by which spec ── specs.py, labs/: what each lab has to do
                 │
             run_labs.py, run_lab.py: each notebook in a kernel of its own ── kernels/: forked, or started ahead
                 │    cells.py puts watch.py first and probe.py last; describe.py tells what an object is
                 ▼    bring_home.py takes the facts out
             verdict.py: claims.py (of all labs) and labs/ (of this one) over the facts ── oracle.py: exact fractions
                 │    backend.py: the five conditions of HIP
                 ▼
             record.py: record.json, junit.xml ── report.py: report.html ── table.py: the terminal ── words.py
                 ▼
make verify ── verify.py: the same claims again, from somebody else's record
"""
