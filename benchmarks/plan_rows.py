"""What a dose plan adds to a row of a print run: named handouts with one, and without.

    .venv/bin/python benchmarks/plan_rows.py [HANDOUTS]

Both runs in turn from a store that has the leaflets; CPU seconds, children's with them, the least
of three. The plan has a rhythm, a need and the most in a day.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from print_runs import measured, run_of

HEAD = "sheet,language,copies,patient name,date of birth,dose plan,weight\n"
PLAN = "as needed for pain every 6 hours=5 mL of 120 mg/5 mL; most=20 mL"


def orders(folder: Path, handouts: int, dose: str) -> Path:
    """An order file of so many named handouts."""
    rows = (
        f'paracetamol-children,en,1,Patient {number},2022-03-04,"{dose}",16 kg\n'
        for number in range(handouts)
    )
    file = folder / f"orders-{bool(dose)}.csv"
    file.write_text(HEAD + "".join(rows))
    return file


def main() -> None:
    handouts = int(sys.argv[1]) if sys.argv[1:] else 300
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spent: dict[str, float] = {}
        for turn in range(4):
            for dose in ("", PLAN):
                file, made = orders(folder, handouts, dose), folder / f"run-{turn}-{bool(dose)}"
                run = run_of(file, made, folder / "store")
                _, seconds = measured(run)
                if turn:
                    spent[dose] = min(spent.get(dose, seconds), seconds)
    each = {dose: 1000 * seconds / handouts for dose, seconds in spent.items()}
    sys.stdout.write(
        f"without a plan {each['']:.1f} ms, with one {each[PLAN]:.1f} ms a row:"
        f" {each[PLAN] / each['']:.2f}\n"
    )


if __name__ == "__main__":
    main()
