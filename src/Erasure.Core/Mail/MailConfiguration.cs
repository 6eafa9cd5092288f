using Erasure.Core.Settings;

namespace Erasure.Core.Mail;

/// <summary>Mail: a folder of .eml files, or SMTP.</summary>
public sealed record MailConfiguration
{
    /// <summary>Sender's address.</summary>
    [MailAddress]
    public string From { get; init; } = "erasure@localhost";

    /// <summary>Where answers go; to <see cref="From"/> where it isn't given. Mails ask the person to answer, so somebody must read there.</summary>
    [MailAddress]
    public string? ReplyTo { get; init; }

    /// <summary>Where the privacy officer reads mail; told of what is stuck or ended. Optional.</summary>
    [MailAddress]
    public string? PrivacyOfficer { get; init; }

    /// <summary>Folder for .eml files, the default transport: <c>mail</c> in the data folder.</summary>
    [Pattern("(?!~(/|\\z)).+", "a path; ~ is no home here: write it out")]
    public string? Folder { get; init; }

    /// <summary>SMTP; replaces the folder.</summary>
    public SmtpConfiguration? Smtp { get; init; }

    /// <summary>How long a mail is tried before it is given up; default 3 days.</summary>
    [Lasts("PT1M", "P30D")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);
}
