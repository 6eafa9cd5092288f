using Erasure.Core.Durable;
using Erasure.Core.Erasures;

namespace Erasure.Core.Workflows;

/// <summary>Destroys all that tells who it was about.</summary>
internal sealed class DestroyIdentifiers(ErasureEnding ending) : Activity<string, Nothing>
{
    public override async Task<Nothing> RunAsync(ActivityContext context, string input, CancellationToken cancellationToken)
    {
        await ending.DestroyAsync(input, cancellationToken);
        return Nothing.Value;
    }
}
