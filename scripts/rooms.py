"""A contract for import-linter: what the modules of one room may import.

The kinds that come with import-linter list what is forbidden and insist that every name exists.
This one lists what is allowed, so that a new library or room is refused until somebody decides.
"""

import sys
from typing import Any, override

import grimp
from importlinter import Contract, ContractCheck, fields, output


def _within(module: str, packages: set[str]) -> bool:
    return any(
        module == package or module.startswith(f"{package}.") for package in packages
    )


class RoomContract(Contract):
    """Modules of `room` import `may_import`, the standard library and nothing else."""

    type_name = "room"

    room: Any = fields.SetField(subfield=fields.StringField())
    may_import: Any = fields.SetField(subfield=fields.StringField(), required=False)

    @override
    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Look at direct imports: what an allowed room imports in turn is that room's contract."""
        allowed = set(self.room) | set(self.may_import or ()) | sys.stdlib_module_names
        wrong = [
            f"{importer} -> {imported}"
            for importer in sorted(graph.modules)
            if _within(importer, set(self.room))
            and not graph.is_module_squashed(importer)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not _within(imported, allowed)
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    @override
    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name every import that has to go."""
        for line in check.metadata["wrong"]:
            output.print_error(f"- {line}", bold=False)
        output.new_line()
