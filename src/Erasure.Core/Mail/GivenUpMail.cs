namespace Erasure.Core.Mail;

/// <summary>A mail that was given up, in a partition of all erasures, so that somebody can be told.</summary>
/// <param name="ErasureId">Of which erasure.</param>
/// <param name="Kind">What it said.</param>
/// <param name="At">When it was given up.</param>
internal sealed record GivenUpMail(string ErasureId, MailKind Kind, DateTimeOffset At)
{
    /// <summary>The partition.</summary>
    public const string Partition = "mails-given-up";

    /// <summary>How long it is news.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);
}
