namespace Erasure.Core.Alerts;

/// <summary>The form in which a webhook is told.</summary>
public enum AlertForm
{
    /// <summary>JSON, signed as Standard Webhooks says.</summary>
    Signed,

    /// <summary>A message for an incoming webhook of Slack, or of what takes the same.</summary>
    Slack,
}
