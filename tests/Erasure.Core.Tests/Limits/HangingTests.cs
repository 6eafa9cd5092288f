using Erasure.Core.Configuration;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Domains.Http;
using Erasure.Core.Erasures;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Limits;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Domains;
using Erasure.Core.Tests.Erasures;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Limits;

/// <summary>Something takes what it is given and doesn't answer.</summary>
public sealed class HangingTests : IDisposable
{
    private static readonly int Many = LongTests.Asked ? 300 : 100;

    private readonly TempFolder folder = new();
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_domain_that_hangs_keeps_nobody_else_waiting()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("slow", "orders");
        host.Domains["slow"].Before = token => released.Task.WaitAsync(token);

        await FileManyAsync(host);

        await ExpectOtherToEndAsync(host);
        Assert.Equal(new LimitsConfiguration().Concurrency, host.Domains["slow"].MostAtOnce);
        released.SetResult();
        await UntilAsync(host, TimeSpan.FromSeconds(1), () => Task.FromResult(host.Domains["slow"].Submissions == Many));
        Assert.Equal(Many, host.Domains["slow"].Asked.Select(ask => ask.Erasure.ErasureId).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_domains_server_or_token_endpoint_that_hangs_keeps_nobody_else_waiting(bool isLogin)
    {
        await using DomainServer slow = await DomainServer.StartAsync();
        slow.Answers.Enqueue(context => released.Task.WaitAsync(context.RequestAborted));
        HttpConnectorConfiguration http = new()
        {
            Url = slow.Url,
            Auth = isLogin ? new OAuthConfiguration { TokenUrl = $"{slow.Url}/token", ClientId = "erasure", ClientSecretVariable = "SECRET" } : null,
        };
        await using ErasureHost host = await StartAsync(http, provider => new HttpConnector(http, _ => "secret", provider.GetRequiredService<DomainCalls>(), provider.GetRequiredService<TimeProvider>()));

        await FileManyAsync(host);

        await ExpectOtherToEndAsync(host);
        Assert.InRange(slow.Calls.Count, 1, new LimitsConfiguration().Concurrency);

        // Once its circuit is open, those that come back find out at once, and only now and then one asks.
        await UntilAsync(host, TimeSpan.FromSeconds(1), () => Task.FromResult(host.Time.GetUtcNow() > host.Start.AddMinutes(4)));
        Assert.InRange(slow.Calls.Count, 1, 60);
        released.SetResult();
    }

    [Fact]
    public async Task A_mail_server_that_hangs_keeps_no_erasure_waiting()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("slow", "orders");
        host.Mail.Before = token => Task.WhenAny(released.Task, Task.Delay(TimeSpan.FromMinutes(2), host.Time, token));
        host.Mail.Refuse = _ => released.Task.IsCompleted ? null : new Core.Mail.MailDeliveryException("too long", isPermanent: false);

        await FileManyAsync(host);

        await ExpectOtherToEndAsync(host, areMailed: false);
        Assert.InRange(host.Mail.Attempts, 1, 20);
        released.SetResult();
        host.Time.Advance(TimeSpan.FromHours(1));
        await UntilAsync(host, TimeSpan.FromSeconds(1), async () =>
        {
            await host.Reconciler.SweepAsync(default);
            return host.Mail.Mails.Count(mail => mail.To == ErasureHost.Requester) == 2 * Many;
        });
    }

    [Fact]
    public async Task A_store_that_hangs_keeps_no_other_domain_waiting()
    {
        JobWorld.Write(folder.Path, "events/a.csv", "id,user_id\n1,somebody\n");
        await using ErasureHost host = await StartAsync(
            new LakeConnectorConfiguration(),
            provider => new LakeConnector(null, provider.GetRequiredService<ErasureMatches>()),
            services => services.AddSingleton<IObjectStore>(new ObjectStoreSpy(new FolderObjectStore(folder["lake"])) { BeforeOpen = _ => released.Task }));

        await FileManyAsync(host);

        await ExpectOtherToEndAsync(host);
        released.SetResult();
    }

    [Fact]
    public async Task A_call_ends_when_its_erasure_is_canceled()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("slow");
        host.Domains["slow"].Before = token => released.Task.WaitAsync(token);
        ErasureRecord erasure = await host.ReceiveAsync(ErasureHost.Request("user-1"));
        await UntilAsync(host, TimeSpan.FromMilliseconds(20), () => Task.FromResult(host.Domains["slow"].Submissions == 1));

        Assert.Equal(CommandResult.Accepted, await host.Erasures.CancelAsync(erasure.Id, ErasureHost.Decision(), default));
        TimeSpan took = await UntilAsync(host, TimeSpan.FromMilliseconds(20), async () => (await host.ViewAsync(erasure.Id)).Erasure.State == ErasureState.Canceled);

        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal((1, 1), (host.Domains["slow"].Submissions, host.Domains["slow"].Ended));
        Assert.DoesNotContain("slow/failed", await host.LedgerAsync(erasure.Id));
    }

    [Fact]
    public async Task The_last_question_is_put_though_there_is_no_room_at_the_deadline()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("slow");
        host.Domains["slow"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["slow"].OnCheck = _ => host.Time.GetUtcNow() < host.Start.AddDays(27) ? new Outcome.Pending(TimeSpan.FromDays(60)) : new Outcome.Erased(4);
        string id = await host.RunAsync();
        DateTimeOffset deadline = (await host.ViewAsync(id)).Erasure.Deadline;
        await host.RunForAsync(deadline.AddMinutes(-1) - host.Time.GetUtcNow());
        DomainLimits limits = host.Engine.Services.GetRequiredService<DomainLimits>();
        List<IDisposable> others = [];
        for (int i = 0; i < new LimitsConfiguration().Concurrency; i++)
        {
            others.Add(Assert.IsAssignableFrom<IDisposable>(await limits.TryBeginAsync("slow", default)));
        }

        await UntilAsync(host, TimeSpan.FromMilliseconds(100), () => Task.FromResult(host.Time.GetUtcNow() > deadline.AddSeconds(5)));
        Assert.Equal(DomainState.Submitted, (await host.DomainAsync(id, "slow")).State);
        others.ForEach(other => other.Dispose());
        await UntilAsync(host, TimeSpan.FromMilliseconds(100), async () => (await host.ViewAsync(id)).Erasure.State == ErasureState.Completed);

        Assert.Equal(new Outcome.Erased(4), (await host.DomainAsync(id, "slow")).Outcome);
    }

    private Task<ErasureHost> StartAsync(ConnectorConfiguration slow, Func<IServiceProvider, IConnector> make, Action<IServiceCollection>? configure = null)
    {
        ErasureConfiguration configuration = ErasureHost.Configure("slow", "orders");
        Directory.CreateDirectory(folder["lake"]);
        return ErasureHost.StartAsync(
            configuration with
            {
                Domains = [.. configuration.Domains.Select(known => known.Name == "slow" ? known with { Connector = slow } : known)],
                Lake = new LakeConfiguration { Folder = folder["lake"], Mappers = [JobWorld.Mapper("events", DataFormat.Csv, columns: "user_id")] },
            },
            services =>
            {
                services.AddSingleton<IObjectStore>(new FolderObjectStore(folder["lake"]));
                services.AddSingleton<IConnectors>(provider => new ConfiguredConnectors(
                    provider.GetRequiredService<IReadOnlyList<DomainConfiguration>>(),
                    known => known.Name == "slow" ? make(provider) : new ScriptedConnector()));
                configure?.Invoke(services);
            });
    }

    private static async Task FileManyAsync(ErasureHost host)
    {
        for (int number = 0; number < Many; number++)
        {
            await host.ReceiveAsync(ErasureHost.Request($"user-{number}", domains: "slow"));
        }
    }

    private static async Task ExpectOtherToEndAsync(ErasureHost host, bool areMailed = true)
    {
        ErasureRecord other = await host.ReceiveAsync(ErasureHost.Request("somebody-else", requester: "other@example.org", "orders"));

        TimeSpan took = await UntilAsync(host, TimeSpan.FromMilliseconds(20), async () => (await host.ViewAsync(other.Id)).Erasure.State == ErasureState.Completed);

        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        if (areMailed)
        {
            await UntilAsync(host, TimeSpan.FromMilliseconds(20), () => Task.FromResult(host.Mail.SubjectsTo("other@example.org").Count() == 2));
        }
    }

    /// <summary>Moves the clock until it is so.</summary>
    /// <returns>How much it was moved.</returns>
    private static async Task<TimeSpan> UntilAsync(ErasureHost host, TimeSpan step, Func<Task<bool>> isSo)
    {
        DateTimeOffset began = host.Time.GetUtcNow();
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        while (!await isSo())
        {
            host.Time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }

        return host.Time.GetUtcNow() - began;
    }

}
