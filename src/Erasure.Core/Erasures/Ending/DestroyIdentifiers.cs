using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Ending;

/// <summary>Destroys all that tells who it was about.</summary>
internal sealed class DestroyIdentifiers(ErasureEnding ending) : Activity<DestroyIdentifiers, string, Nothing>
{
    public override async Task<Nothing> RunAsync(TaskActivityContext context, string input)
    {
        CancellationToken cancellationToken = context.Stopping();
        await ending.DestroyAsync(input, cancellationToken);
        return Nothing.Value;
    }
}
