using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Architecture;

/// <summary>What an activity takes and gives stands in its class alone.</summary>
public sealed class ActivityCallTests
{
    [Fact]
    public void A_workflow_calls_an_activity_by_its_class_and_writes_no_types()
    {
        IEnumerable<string> callers = Directory.EnumerateFiles(Repository.PathOf("src", "Erasure.Core"), "*.cs", SearchOption.AllDirectories)
            .Where(path => File.ReadAllText(path).Contains("CallActivityAsync", StringComparison.Ordinal))
            .Select(path => Path.GetFileName(path));

        Assert.Equal(["DurableContexts.cs"], callers);
    }
}
