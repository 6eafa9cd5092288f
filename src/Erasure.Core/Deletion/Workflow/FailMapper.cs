using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Gives a mapper up in which finding failed: nothing of it is touched from here on, and its matches stay in the queue.</summary>
internal sealed class FailMapper(MapperTroubles troubles) : Activity<FailMapper, FailMapperInput, Nothing>
{
    public override async Task<Nothing> RunAsync(TaskActivityContext context, FailMapperInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        await troubles.GiveUpAsync(input.JobId, input.Mapper, input.Code, cancellationToken);
        return Nothing.Value;
    }
}

/// <summary>Input of <see cref="FailMapper"/>.</summary>
internal sealed record FailMapperInput(string JobId, string Mapper, string Code);
