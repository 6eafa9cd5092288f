using Erasure.Api;
using Erasure.Api.Health;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Host.Tests.Api;

/// <summary>Readiness of a host whose disk hangs, and of one that is asked often.</summary>
public sealed class ReadinessTests
{
    private readonly ManualTimeProvider time = new();
    private int checks;

    [Fact]
    public async Task A_check_that_stands_still_is_a_no_in_time_and_no_other_is_begun_beside_it()
    {
        using ManualResetEventSlim disk = new();
        await using ServiceProvider services = Services(() => disk.Wait());
        Readiness readiness = Of(services);
        Task<HealthReport?> asked = readiness.ReadAsync(isKnown: true, default);
        Assert.False(asked.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Null(await asked);
        Assert.Null(await readiness.ReadAsync(isKnown: true, default));
        Assert.Null(await readiness.ReadAsync(isKnown: false, default));

        disk.Set();
        HealthReport? report;
        while ((report = await readiness.ReadAsync(isKnown: false, default)) is null)
        {
            await Task.Yield();
        }

        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.InRange(checks, 1, 2);
    }

    [Fact]
    public async Task Asking_without_a_role_costs_a_check_a_second()
    {
        await using ServiceProvider services = Services(() => { });
        Readiness readiness = Of(services);
        for (int i = 0; i < 50; i++)
        {
            await readiness.ReadAsync(isKnown: false, default);
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(5, checks);

        // Who has a role hears how it is now.
        await readiness.ReadAsync(isKnown: true, default);
        await readiness.ReadAsync(isKnown: true, default);
        Assert.Equal(7, checks);
    }

    private static Readiness Of(IServiceProvider services) => ActivatorUtilities.CreateInstance<Readiness>(services);

    private ServiceProvider Services(Action check)
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        services.AddHealthChecks().AddCheck(
            "records",
            () =>
            {
                Interlocked.Increment(ref checks);
                check();
                return HealthCheckResult.Healthy();
            },
            tags: [ErasureApi.ReadyTag]);
        return services.BuildServiceProvider();
    }
}
