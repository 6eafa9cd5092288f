using Erasure.Api.Erasures;
using ErasureFunctions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ErasureFunctions.Hosting;

/// <summary>The Durable extension's own management URLs.</summary>
internal sealed class DurableManagementLinks(BoundClient bound) : IManagementLinks
{
    public IReadOnlyDictionary<string, string?> For(HttpRequest request, string instanceId)
    {
        HttpManagementPayload urls = bound.GetClient().CreateHttpManagementPayload(instanceId);
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["statusQueryGetUri"] = urls.StatusQueryGetUri,
            ["sendEventPostUri"] = urls.SendEventPostUri,
            ["terminatePostUri"] = urls.TerminatePostUri,
            ["rewindPostUri"] = urls.RewindPostUri,
            ["purgeHistoryDeleteUri"] = urls.PurgeHistoryDeleteUri,
            ["restartPostUri"] = urls.RestartPostUri,
            ["suspendPostUri"] = urls.SuspendPostUri,
            ["resumePostUri"] = urls.ResumePostUri,
        };
    }
}
