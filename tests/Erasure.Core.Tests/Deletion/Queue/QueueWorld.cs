using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Queue;

/// <summary>What tests of the queue ask of a <see cref="JobWorld"/>.</summary>
internal static class QueueWorld
{
    public static DomainErasure ErasureOf(int person) =>
        new($"0190a6f0c1d27b8e9f001122334{person:D5}", "lake", 1, new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));

    public static Sealed<Subject> Person(int person) => Values(("user_id", $"u-{person}"));

    public static Sealed<Subject> Values(params (string Name, string Value)[] values) =>
        new(new Subject(values.ToDictionary(value => value.Name, value => value.Value)));

    public static MatchRequest Simple(string value) => new() { Kind = MatchKind.Simple, Values = Values(("", value)) };

    public static MatchRequest Composite(string mapper, params (string Name, string Value)[] values) =>
        new() { Kind = MatchKind.Composite, Mappers = [mapper], Values = Values(values) };

    public static async Task<string> AddAsync(this JobWorld world, MatchRequest match)
    {
        QueueIntake intake = await world.Queue.OpenAsync(default);
        return Assert.IsType<MatchResult.Queued>(await intake.AddAsync(match, default)).Match.Id;
    }

    public static async Task<IReadOnlyList<FieldProblem>> RefuseAsync(this JobWorld world, MatchRequest match)
    {
        QueueIntake intake = await world.Queue.OpenAsync(default);
        return Assert.IsType<MatchResult.Invalid>(await intake.AddAsync(match, default)).Problems;
    }

    public static LakeConnector Connector(this JobWorld world, params string[] mappers) =>
        new(mappers.Length == 0 ? null : mappers, world.Host.Services.GetRequiredService<ErasureMatches>());

    /// <summary>Files an erasure: seals whom it is about, and submits it to the lake.</summary>
    public static async Task<Outcome> SubmitPersonAsync(this JobWorld world, int person, int attempt = 1)
    {
        await world.Host.Services.GetRequiredService<SubjectVault>().SealAsync(ErasureOf(person).ErasureId, Person(person), null, default);
        return await world.Connector().SubmitAsync(ErasureOf(person) with { Attempt = attempt }, Person(person), default);
    }

    public static Task<Outcome> CheckPersonAsync(this JobWorld world, int person, int attempt = 1) =>
        world.Connector().CheckAsync(ErasureOf(person) with { Attempt = attempt }, Person(person), default);

    /// <summary>Starts a job, lets an hour pass, and shows how it ended.</summary>
    public static async Task<DeletionJob> RunJobAsync(this JobWorld world, IReadOnlyList<string>? mappers = null, bool isDryRun = false)
    {
        JobStart.Started started = Assert.IsType<JobStart.Started>(await world.Jobs.StartAsync(mappers, isDryRun, default));
        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        DeletionJob job = (await world.Jobs.GetAsync(started.JobId, default))!;
        Assert.True(job.State.IsOver(), $"{job.State}");
        return job;
    }

    public static async Task<IReadOnlyList<QueuedMatch>> QueuedAsync(this JobWorld world) => (await world.Queue.ListAsync(1000, null, default)).Matches;

    public static async Task<IReadOnlyList<DeletionJob>> JobsAsync(this JobWorld world) => (await world.Jobs.ListAsync(100, null, default)).Items;

    /// <summary>Looks after jobs, as the reconciler does in a host.</summary>
    public static Task SweepAsync(this JobWorld world) => world.Host.Services.GetRequiredService<DeletionJobStarter>().LookAfterAsync(default);
}
