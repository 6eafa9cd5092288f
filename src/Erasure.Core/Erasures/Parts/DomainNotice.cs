using Erasure.Core.Domains;
using Erasure.Core.Mail;

namespace Erasure.Core.Erasures.Parts;

/// <summary>Something to tell a domain's admin at a certain time.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Occurrence">Which of its kind.</param>
internal sealed record DomainNotice(DateTimeOffset At, MailKind Kind, string Occurrence)
{
    /// <summary>The next notice to come; null where none will in this state.</summary>
    public static DomainNotice? Next(DomainTask task, DateTimeOffset now) =>
        Of(task).Where(notice => notice.At > task.NoticedUpTo && notice.At > now).MinBy(notice => notice.At);

    /// <summary>Of the notices that are due, the one worth giving: after a long standstill nobody wants them all, nor a reminder of a deadline that has passed.</summary>
    public static DomainNotice? Due(DomainTask task, DateTimeOffset now) => Of(task)
        .Where(notice => notice.At > task.NoticedUpTo && notice.At <= now)
        .Where(notice => notice.Kind != MailKind.AdminReminder || now < task.Deadline)
        .MaxBy(notice => (notice.Kind == MailKind.AdminDeadlinePassed, notice.At));

    private static IEnumerable<DomainNotice> Of(DomainTask task)
    {
        bool waitsForHuman = task.State == DomainState.Failed || task is { State: DomainState.Withheld, AskAt: null };
        if (task.State != DomainState.Withheld)
        {
            foreach (TimeSpan before in task.Terms.Reminders)
            {
                yield return new(task.Deadline - before, MailKind.AdminReminder, $"{task.Deadline:yyyyMMdd}-{before.TotalHours:0}h");
            }
        }

        if (waitsForHuman)
        {
            if (task.Since < task.Deadline)
            {
                yield return new(task.Deadline, MailKind.AdminDeadlinePassed, $"{task.Deadline:yyyyMMdd}");
            }

            TimeSpan interval = task.Terms.FailedReminder;
            long next = Math.Max(1, ((task.NoticedUpTo - task.Since).Ticks / interval.Ticks) + 1);
            yield return new(task.Since + (interval * next), MailKind.AdminStillWaiting, $"{task.Attempt}-{next}");
        }
    }
}
