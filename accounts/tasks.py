from celery import shared_task


@shared_task
def remove_ended_sessions() -> None:
    from accounts.tokens import remove_ended  # noqa: PLC0415

    remove_ended()
