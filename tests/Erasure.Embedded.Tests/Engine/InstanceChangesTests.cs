using Erasure.Embedded.Engine.Instances;

namespace Erasure.Embedded.Tests.Engine;

/// <summary>Several who wait for one instance.</summary>
public sealed class InstanceChangesTests
{
    [Fact]
    public void Who_stops_waiting_wakes_nobody_else_and_a_change_wakes_all()
    {
        InstanceChanges changes = new();
        Task impatient = changes.NextAsync("one");
        Task patient = changes.NextAsync("one");

        changes.Leave("one", impatient);
        Assert.False(patient.IsCompleted);
        Task again = changes.NextAsync("one");
        changes.Notify("one");

        Assert.True(patient.IsCompleted && again.IsCompleted);
        changes.Leave("one", patient);
        Assert.False(changes.NextAsync("one").IsCompleted);
    }
}
