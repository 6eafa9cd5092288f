using Erasure.Core.Durable;

namespace Erasure.Core.Jobs;

/// <summary>Gives a mapper up in which finding failed: nothing of it is touched from here on, and its matches stay in the queue.</summary>
internal sealed class FailMapper(JobStore store) : Activity<FailMapperInput, Nothing>
{
    public override async Task<Nothing> RunAsync(ActivityContext context, FailMapperInput input, CancellationToken cancellationToken)
    {
        await store.ChangeMapperAsync(input.JobId, input.Mapper, before => before with { Code = before.Code ?? input.Code }, cancellationToken);
        return Nothing.Value;
    }
}

/// <summary>Input of <see cref="FailMapper"/>.</summary>
internal sealed record FailMapperInput(string JobId, string Mapper, string Code);
