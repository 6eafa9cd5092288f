using Erasure.Core.Alerts;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Tests.Erasures;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Alerts;

/// <summary>What happens after the clock is set back is told, though all that was told before lies ahead.</summary>
public sealed class SetClockAlertTests
{
    private readonly ScriptedChannel ops = new("webhook/ops");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_domain_that_fails_then_is_told_once(bool isSwept)
    {
        await using ErasureHost host = await StartAsync();
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        string first = await host.RunAsync();
        await host.RunForAsync(TimeSpan.FromMinutes(5));
        await LookAsync(host, isSwept: true);

        host.Time.SetClock(host.Time.GetUtcNow().AddHours(-10));
        string second = await host.RunAsync("user-2");
        await LookAsync(host, isSwept);
        await host.RunForAsync(TimeSpan.FromHours(3));
        await LookAsync(host, isSwept: true);

        Assert.Equal([first, second], ops.Alerts.Where(alert => alert.Rule == "failed-erasure").Select(alert => alert.Facts.Single(fact => fact.Name == "erasure").Value));
    }

    [Fact]
    public async Task A_near_deadline_of_an_erasure_that_came_then_is_told_before_the_next_sweep()
    {
        await using ErasureHost host = await StartAsync();
        await LookAsync(host, isSwept: true);

        host.Time.SetClock(host.Time.GetUtcNow().AddHours(-10));
        ErasureRecord late = await host.ReceiveAsync(ErasureHost.Request("user-3") with { ReceivedAt = host.Start.AddDays(-28) });
        await LookAsync(host, isSwept: false);

        Assert.Equal($"https://erasure.example.org/erasures/{late.Id}", Assert.Single(ops.Alerts, alert => alert.Rule == "deadline-near").Link);
    }

    private static async Task LookAsync(ErasureHost host, bool isSwept)
    {
        if (isSwept)
        {
            await host.Reconciler.RunOnceAsync(default);
        }

        AlertWatch watch = host.Engine.Services.GetRequiredService<AlertWatch>();
        await watch.LookAsync(default);
        await watch.DeliverAsync(default);
    }

    private Task<ErasureHost> StartAsync() => ErasureHost.StartAsync(
        ErasureHost.Configure("orders") with { Alerts = new AlertConfiguration { Mail = ["ops@example.org"] } },
        services => services.AddAlerts(new AlertConfiguration { Mail = ["ops@example.org"] }).AddSingleton<IAlertChannel>(ops));
}
