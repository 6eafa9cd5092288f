namespace Erasure.Core.Alerts.Sources;

/// <summary>Pages that alerts link to.</summary>
internal static class AlertPages
{
    /// <summary>What the host itself says is wrong with it.</summary>
    public const string Ready = "/health/ready";
}
