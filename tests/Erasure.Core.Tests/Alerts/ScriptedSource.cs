using Erasure.Core.Alerts;

namespace Erasure.Core.Tests.Alerts;

/// <summary>A source that finds what a test says.</summary>
internal sealed class ScriptedSource(AlertRule rule) : IAlertSource
{
    public IReadOnlyList<AlertRule> Rules { get; } = [rule];

    public IReadOnlyList<AlertFinding> Findings
    {
        set => Look = () => Task.FromResult<IReadOnlyList<AlertFinding>?>(value);
    }

    public Func<Task<IReadOnlyList<AlertFinding>?>> Look { get; set; } = () => Task.FromResult<IReadOnlyList<AlertFinding>?>([]);

    public Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken) => Look();
}
