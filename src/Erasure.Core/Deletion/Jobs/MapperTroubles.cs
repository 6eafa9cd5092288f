using Erasure.Core.Objects;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>Writes down, and logs, why a job can't search a mapper: also while it is being tried again.</summary>
internal sealed class MapperTroubles(JobStore store, ILoggerFactory loggers)
{
    private readonly ILogger logger = loggers.CreateLogger<MapperTroubles>();

    /// <summary>Writes it down; where trying again won't help, the mapper is given up with it.</summary>
    /// <returns>The mapper is given up.</returns>
    public async Task<bool> ReportAsync(string jobId, string mapper, Exception failure, CancellationToken cancellationToken)
    {
        (string reason, string detail, bool mayPass) = StoreReasons.Of(failure);
        await store.ChangeMapperAsync(
            jobId,
            mapper,
            before => before.Code is null ? before with { Reason = reason, Detail = detail, Code = mayPass ? null : JobCodes.FindFailed } : null,
            cancellationToken);
        if (mayPass)
        {
            Log.MapperTriedAgain(logger, jobId, mapper, reason, detail);
        }
        else
        {
            Log.MapperGivenUp(logger, jobId, mapper, reason, detail);
        }

        return !mayPass;
    }

    /// <summary>Gives a mapper up that was tried again and again.</summary>
    public async Task GiveUpAsync(string jobId, string mapper, string code, CancellationToken cancellationToken)
    {
        JobMapper? left = await store.ChangeMapperAsync(jobId, mapper, before => before.Code is null ? before with { Code = code } : null, cancellationToken);
        Log.MapperGivenUp(logger, jobId, mapper, left?.Reason ?? code, left?.Detail ?? "");
    }
}
