using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Core.Vault;

namespace Erasure.Core.Deletion.Mappers;

/// <summary>Objects of which a human states that they hold nobody: that they can't be read is known, and wrong with no mapper.</summary>
internal sealed class AnsweredObjects(KeyedHashes hashes, FailureStore failures)
{
    /// <summary>It is stated of the object as it is listed.</summary>
    public async Task<bool> HoldsNobodyAsync(string mapper, LakeObject info, CancellationToken cancellationToken) =>
        (await failures.GetAsync(JobSession.IdOf(hashes, mapper, info.Key), cancellationToken))?.HoldsNobodyIn(info.Version) == true;
}
