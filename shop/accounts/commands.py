"""What people do with their accounts, as pages and commands hand it over."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from shop.accounts.passwords import NewPassword, TypedPassword
from shop.core.command import Checkbox, Command, Email, OptionalText, Text, checkbox
from shop.core.i18n import lazy_gettext as _


def agreed(value: bool) -> bool:  # noqa: FBT001
    """Refuse an unticked box that must be ticked."""
    if not value:
        raise PydanticCustomError(
            "not_agreed", "refused", {"message": _("Please agree, or we may not go on.")}
        )
    return value


#: A box that must be ticked. It stays away from the form when it is not.
Agreed = Annotated[
    bool, BeforeValidator(checkbox), AfterValidator(agreed), Field(validate_default=True)
]
Name = Annotated[Text, Field(max_length=120)]
#: Six digits of an authenticator; spaces are how some apps print them.
Code = Annotated[
    str,
    BeforeValidator(lambda value: value.replace(" ", "") if isinstance(value, str) else value),
    Field(min_length=1, max_length=30, pattern=r"^[0-9A-Za-z-]+$"),
]


class Register(Command):
    """A new person, who has read the terms and the privacy page."""

    name: Name
    email: Email
    password: NewPassword
    accepts_terms: Agreed = False
    accepts_privacy: Agreed = False
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}$")]


class CreateAdmin(Command):
    """An administrator, made by a command of the operator."""

    name: Name
    email: Email
    password: NewPassword


class SignInWithPassword(Command):
    """E-mail and password; ``remember`` keeps the browser signed in for 30 days."""

    email: Email
    password: TypedPassword
    remember: Checkbox = False


class EnterCode(Command):
    """The second factor: a code of the authenticator, or a recovery code."""

    code: Code


class AskForLetter(Command):
    """Somebody asks for a letter to an e-mail: a new password, or the first link again."""

    email: Email


class SetPassword(Command):
    """A new password, by the link of a letter."""

    password: NewPassword


class ChangePassword(Command):
    """A new password, by somebody who knows the present one."""

    current_password: TypedPassword
    password: NewPassword


class ConfirmWithPassword(Command):
    """The present password, before something important."""

    current_password: TypedPassword


class ChangeEmail(Command):
    """A new e-mail, by somebody who knows the password."""

    email: Email
    current_password: TypedPassword


class ChangeProfile(Command):
    """Name, and the language of letters."""

    name: Name
    locale: Literal["id", "en"]


class TurnOnSecondFactor(Command):
    """The first code of a new authenticator, and the password."""

    current_password: TypedPassword
    code: Code


class NamePasskey(Command):
    """A new passkey is about to be made; the name is the person's own for the device."""

    name: Annotated[Text, Field(max_length=64)]
    current_password: TypedPassword


class EraseAccount(Command):
    """The person wants to be forgotten, knows the password, and ticked that it is for good."""

    current_password: TypedPassword
    understood: Agreed = False


class AddressLabel(Command):
    """How the person calls a saved address, and whether it comes first."""

    label: Annotated[OptionalText, Field(max_length=60)] = ""
    is_default: Checkbox = False
