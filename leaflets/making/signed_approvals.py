"""Whether an approval is its person's own: signed by them, and they are trusted."""

from __future__ import annotations

import datetime

from leaflets.content.approval_files import (
    Approval,
    approval_in,
    is_by,
    signature_file,
    signed_text,
)
from leaflets.content.approvals import base_tag
from leaflets.content.localize import LocalizedSheet
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library
from leaflets.verify.cms import SignatureError, signature_over
from leaflets.verify.trust import Trust, distrust
from leaflets.verify.verified import Check

_NAME = "its approval is signed by whom it names, who is trusted"


def signed_approval(
    library: Library, leaflet: LocalizedSheet, trust: Trust, day: datetime.date
) -> Check:
    """Whether an approval of what a leaflet says is signed: then it is more than a name.

    It counts as signatures of leaflets do. Raises LeafletsError (kind "approval") for a faulty
    file.
    """
    folders, tag = library.all("approvals"), base_tag(language(leaflet.language))
    reasons: list[Check] = []
    for file in folders.glob(f"{leaflet.sheet.id}-{tag}-*.yaml"):
        approval = folders.files.parsed(approval_in, file)
        if approval.digest != leaflet.review.digest or not approval.on <= day <= approval.until:
            continue
        beside = signature_file(file)
        if not folders.files.is_file(beside):
            reasons.append(Check(_NAME, None, f"that by {approval.by} is not signed"))
            continue
        check = _check(approval, folders.files.read(beside), trust, day)
        if check.passed:
            return check
        reasons.append(check)
    # One that is wrong says more than one that is missing.
    reasons.sort(key=lambda check: check.passed is None)
    return reasons[0] if reasons else Check(_NAME, None, "its approval is not at hand")


def _check(approval: Approval, signature: bytes, trust: Trust, day: datetime.date) -> Check:
    try:
        found = signature_over((signed_text(approval),), signature)
    except SignatureError as error:
        return Check(_NAME, False, f"the signature of {approval.by} does not hold: {error}")
    if not is_by(approval, found.name):
        return Check(_NAME, False, f"by {approval.by}, but signed by {found.name}")
    if why := distrust(found, trust, day):
        return Check(_NAME, False, f"{found.name}: {why}")
    return Check(_NAME, True, f"{found.name}; nobody was asked whether it was revoked")


def approval_check(
    library: Library, leaflet: LocalizedSheet, trust: Trust, day: datetime.date
) -> Check:
    """The same, in which a faulty file is a check that fails."""
    try:
        return signed_approval(library, leaflet, trust, day)
    except LeafletsError as error:
        return Check(_NAME, False, str(error.problems[0]))
