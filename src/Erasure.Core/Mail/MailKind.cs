namespace Erasure.Core.Mail;

/// <summary>What a mail says, and to whom.</summary>
public enum MailKind
{
    /// <summary>To the requester: your request is in.</summary>
    RequesterReceived,

    /// <summary>To the requester: it takes longer, and why.</summary>
    RequesterExtended,

    /// <summary>To the requester: some of your data are kept back for now, and why.</summary>
    RequesterWithheld,

    /// <summary>To the requester: your data are erased.</summary>
    RequesterCompleted,

    /// <summary>To the requester: not everything could be erased.</summary>
    RequesterFailed,

    /// <summary>To the requester: your request was canceled.</summary>
    RequesterCanceled,

    /// <summary>To a domain's admin: it failed; retry or resolve.</summary>
    AdminActionNeeded,

    /// <summary>To a domain's admin: the deadline is near.</summary>
    AdminReminder,

    /// <summary>To a domain's admin: the deadline has passed.</summary>
    AdminDeadlinePassed,

    /// <summary>To a domain's admin, weekly: it still waits for you.</summary>
    AdminStillWaiting,

    /// <summary>To a domain's admin: your domain keeps data back.</summary>
    AdminWithheld,

    /// <summary>To the privacy officer: a domain is stuck.</summary>
    OfficerStuck,

    /// <summary>To the privacy officer: the deadline has passed.</summary>
    OfficerOverdue,

    /// <summary>To the privacy officer: it ended.</summary>
    OfficerEnded,
}
