using Erasure.Core.Deletion.Workflow;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>Numbers that the documentation states are the code's.</summary>
public sealed class StatedNumberTests
{
    [Theory]
    [InlineData("orchestrations.md")]
    [InlineData("lake.md")]
    public void After_how_many_steps_a_job_continues_as_new(string page) =>
        Assert.Contains($"every {RunDeletionJob.StepsPerExecution} steps", string.Join(' ', File.ReadAllText(Repository.PathOf("docs", page)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
}
