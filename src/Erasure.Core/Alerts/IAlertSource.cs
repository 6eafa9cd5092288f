namespace Erasure.Core.Alerts;

/// <summary>Looks for what alerts tell of: in records, or at the machine.</summary>
public interface IAlertSource
{
    /// <summary>The rules that it looks for.</summary>
    IReadOnlyList<AlertRule> Rules { get; }

    /// <summary>What there is now, each key once; null where that isn't known yet.</summary>
    Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken);
}
