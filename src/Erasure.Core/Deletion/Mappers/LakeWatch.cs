using Erasure.Core.Clocks;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Places;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Deletion.Mappers;

/// <summary>Holds all mappers, declared and stored, against the lake now and then, so that one that points nowhere is known before an erasure comes: logged when it begins and when it ends.</summary>
internal sealed class LakeWatch(
    IMapperChecks checks,
    DataMappers mappers,
    SeenPlaces places,
    JobStore jobs,
    IReadOnlyList<DomainConfiguration> domains,
    TimeProvider time,
    ILoggerFactory loggers,
    LakeConfiguration? lake = null) : ILakeWatch
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>What was wrong is looked at again sooner where somebody asks for that: he may just have mended it.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <summary>How long one mapper may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>How long who asks waits for a look that has begun.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    private readonly Lock turn = new();
    private readonly ILogger logger = loggers.CreateLogger<LakeWatch>();
    private Task? looking;
    private LakeState? latest;

    public async Task<LakeState?> LookAsync(CancellationToken cancellationToken)
    {
        await Begin().WaitAsync(cancellationToken);
        return latest;
    }

    public Task<LakeState?> LatestAsync(CancellationToken cancellationToken) => LatestAsync(Interval, cancellationToken);

    public Task<LakeState?> LookAgainAsync(CancellationToken cancellationToken) => LatestAsync(latest is { IsRight: false } ? Soon : Interval, cancellationToken);

    private async Task<LakeState?> LatestAsync(TimeSpan oldest, CancellationToken cancellationToken)
    {
        if (latest is not { } known || time.Steady() - known.At >= oldest)
        {
            try
            {
                await Begin().WaitAsync(Wait, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // It goes on, and tells whoever asks next.
            }
        }

        return latest;
    }

    private Task Begin()
    {
        lock (turn)
        {
            return looking is { IsCompleted: false } ? looking : looking = Task.Run(LookAsync);
        }
    }

    private async Task LookAsync()
    {
        if (lake is null)
        {
            latest = new LakeState(time.Steady(), []);
            return;
        }

        DeletionJob? last = await jobs.NewestFirstAsync(before: null, CancellationToken.None).FirstOrDefaultAsync();
        IReadOnlyList<CheckedMapper> seen = await checks.CheckAllAsync(await mappers.ListAsync(CancellationToken.None), Patience, time, CancellationToken.None);
        Dictionary<string, string> before = latest?.Wrong.ToDictionary(mapper => mapper.Mapper, mapper => mapper.Describe()) ?? [];
        foreach (CheckedMapper mapper in seen)
        {
            bool wasWrong = before.TryGetValue(mapper.Mapper, out string? told);
            if (mapper.Problems.Count > 0 && mapper.Describe() != told)
            {
                Log.MapperWrong(logger, mapper.Describe());
            }
            else if (mapper.Problems.Count == 0 && wasWrong)
            {
                Log.MapperRight(logger, mapper.Mapper);
            }
        }

        string[] uncovered = [.. seen.Select(mapper => mapper.Mapper).Where(mapper => !domains.Cover(mapper))];
        if (uncovered.Except(latest?.Uncovered ?? []).Any())
        {
            Log.MappersUncovered(logger, string.Join(", ", uncovered));
        }

        latest = new LakeState(time.Steady(), [.. seen.Where(mapper => mapper.Problems.Count > 0)]) { Uncovered = uncovered };

        // What a job deletes meanwhile isn't to be missed.
        if (last is { EndedAt: null } || (await jobs.NewestFirstAsync(before: null, CancellationToken.None).FirstOrDefaultAsync())?.Id != last?.Id)
        {
            return;
        }

        // Whoever finds nothing there later knows that something was.
        foreach (CatalogAnswer answer in seen.Select(mapper => mapper.Answer).OfType<CatalogAnswer>())
        {
            await places.LookAsync(answer.Mapper, answer.Seen, CancellationToken.None);
        }
    }
}

/// <summary>How the mappers were when the lake was looked at.</summary>
/// <param name="At">When, as <see cref="ClockSpans.Steady"/> counts.</param>
/// <param name="Wrong">The mappers with which something is wrong.</param>
public sealed record LakeState(TimeSpan At, IReadOnlyList<CheckedMapper> Wrong)
{
    /// <summary>The code of what no domain erases in.</summary>
    public const string NoDomain = "no-domain";

    /// <summary>Ids of the mappers that no domain names, so that no erasure searches them.</summary>
    public IReadOnlyList<string> Uncovered { get; init; } = [];

    /// <summary>Nothing is wrong with any mapper.</summary>
    public bool IsRight => Wrong.Count == 0;
}
