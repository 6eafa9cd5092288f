using Erasure.Core.Settings;

namespace Erasure.Core.Alerts;

/// <summary>Whom the embedded server tells of what needs a human; <c>docs/runbook.md</c> names the alerts.</summary>
public sealed record AlertConfiguration
{
    /// <summary>Mail addresses.</summary>
    [MailAddress]
    public IReadOnlyList<string> Mail { get; init; } = [];

    /// <summary>Webhooks.</summary>
    public IReadOnlyList<AlertWebhookConfiguration> Webhooks { get; init; } = [];

    /// <summary>How many days before the deadline of an unfinished erasure its alert begins; default 5.</summary>
    [Between(1, 60)]
    public int DeadlineDays { get; init; } = 5;

    /// <summary>How long an alert is tried before it is given up; default 1 day.</summary>
    [Lasts("PT1M", "P7D")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(1);
}
