"""Letters that go out about a case: 督办函, 催办函, 会商通知, 会商纪要, from a hall's templates, as docx and pdf."""

from app.documents.letters.letter import FORMS, write_letter

__all__ = ["FORMS", "write_letter"]
