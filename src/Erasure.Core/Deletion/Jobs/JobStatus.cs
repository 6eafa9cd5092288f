using System.Text.Json;
using Erasure.Core.Durable;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>What a job's workflow shows of itself: whom it waits for, so that somebody else may see that one is lost.</summary>
/// <param name="Children">Ids of instances.</param>
internal sealed record JobStatus(IReadOnlyList<string> Children)
{
    /// <summary>So many fit into a status; the others have their turn when the first have ended.</summary>
    private const int Most = 40;

    public static JobStatus Of(IEnumerable<string> children) => new([.. children.Take(Most)]);

    /// <summary>Reads what an instance shows.</summary>
    public static IReadOnlyList<string> ChildrenOf(OrchestrationMetadata instance) =>
        instance.SerializedCustomStatus is { } status ? JsonSerializer.Deserialize<JobStatus>(status, DurableJson.Options)?.Children ?? [] : [];
}
