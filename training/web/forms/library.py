from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Sport
from accounts.web.forms.fields import DayField, LineField
from core.text import clean_line
from training.models import LibraryFolder, Purpose
from training.web.forms.workouts import ContentForm
from training.web.library.folders import Shelf

ANY = ("", _("All"))
MOST_TAGS, LONGEST_TAG = 20, 40
MOST_FILES = 50


class TagsField(forms.CharField):
    """Words between commas."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = [clean_line(word)[:LONGEST_TAG] for word in (super().to_python(value) or "").split(",")]
        return list(dict.fromkeys(word for word in words if word))[:MOST_TAGS]


class PlaceForm(forms.Form):
    """Where something lies, and who else finds it there."""

    folder_id = forms.ChoiceField(label=_("Folder"), required=False)
    team_id = forms.ChoiceField(label=_("Shared with"), required=False)

    def place(self, shelf: Shelf, *, is_owner: bool) -> None:
        folders = [(str(one.row.pk), f"{'  ' * one.depth}{one.row.title}") for one in shelf.own]
        self.fields["folder_id"].choices = [("", _("No folder")), *folders]  # type: ignore[attr-defined]
        teams = [(str(team.pk), team.name) for team in shelf.teams]
        self.fields["team_id"].choices = [("", _("Nobody")), *teams]  # type: ignore[attr-defined]
        if not teams or not is_owner:
            del self.fields["team_id"]

    def placed(self, told: dict[str, Any]) -> dict[str, Any]:
        for name in ("folder_id", "team_id"):
            if name in told:
                told[name] = UUID(told[name]) if told[name] else None
        return told


class LibraryWorkoutForm(ContentForm, PlaceForm):
    tags = TagsField(label=_("Tags"), required=False, max_length=900, help_text=_("Words, with commas between them."))

    def content(self) -> dict[str, Any]:
        return self.placed(super().content())


class FolderForm(PlaceForm):
    title = LineField(label=_("Title"), max_length=200)
    field_order = ("title", "folder_id", "team_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder_id"].label = _("Inside")

    def content(self) -> dict[str, Any]:
        told = self.placed(dict(self.cleaned_data))
        told["parent_id"] = told.pop("folder_id")
        return told


class LibraryFilter(forms.Form):
    q = LineField(label=_("Search"), max_length=100, required=False)
    sport = forms.ChoiceField(label=_("Sport"), choices=[ANY, *Sport.choices], required=False)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[ANY, *Purpose.choices], required=False)
    tag = LineField(required=False, max_length=LONGEST_TAG, widget=forms.HiddenInput)
    folder = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def asked(self) -> dict[str, Any]:
        """What makes no sense narrows nothing."""
        self.is_valid()
        return self.cleaned_data


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("At most %(n)s files at once.") % {"n": MOST_FILES})
        return [super(ManyFilesField, self).clean(file, initial) for file in files] or super().clean(None, initial)


class FilesForm(PlaceForm):
    chosen = ManyFilesField(label=_("Files"))
    sport = forms.ChoiceField(
        label=_("Sport"),
        choices=[("", _("As the file says")), *Sport.choices],
        required=False,
        help_text=_("Many files do not name one; they are then taken for rides."),
    )
    field_order = ("chosen", "sport", "folder_id", "team_id")


class ScheduleForm(forms.Form):
    on = DayField(label=_("Day"))
    athletes = forms.MultipleChoiceField(label=_("For"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, athletes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["athletes"].choices = athletes  # type: ignore[attr-defined]

    def chosen(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data["athletes"]]


def folder_initial(folder: LibraryFolder) -> dict[str, Any]:
    return {"title": folder.title, "folder_id": folder.parent_id or "", "team_id": folder.team_id or ""}
