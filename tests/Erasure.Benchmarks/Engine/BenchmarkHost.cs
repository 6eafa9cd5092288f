using System.Globalization;
using Erasure.Api;
using Erasure.Core;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Mail;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;
using Erasure.Embedded;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Benchmarks.Engine;

/// <summary>The product on one machine, but for domains that answer in memory and mails that go nowhere.</summary>
internal sealed class BenchmarkHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private BenchmarkHost(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    public IErasureService Erasures => app.Services.GetRequiredService<IErasureService>();

    public DurableEngine Engine => app.Services.GetRequiredService<DurableEngine>();

    public SqliteDatabase Database => app.Services.GetRequiredService<SqliteDatabase>();

    /// <summary>With three domains that give the same answer at once.</summary>
    public static Task<BenchmarkHost> StartAsync(string folder, Outcome answer) =>
        StartAsync(folder, new Domains(answer), [Domain("project"), Domain("orders"), Domain("customers")], TimeProvider.System);

    public static async Task<BenchmarkHost> StartAsync(string folder, IConnectors connectors, IReadOnlyList<DomainConfiguration> domains, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        IServiceCollection services = builder.Services;
        services.AddRoutingCore();
        services.AddSingleton<IMasterKey>(_ => new LocalMasterKey(new byte[LocalMasterKey.Length]));
        services.AddSingleton(time);
        services.AddSingleton(connectors);
        services.AddSingleton<IMailTransport, NoMail>();
        services.AddErasureCore(new ErasureConfiguration { Domains = domains });
        services.AddEmbeddedEngine(new DatabaseOptions { Path = Path.Combine(folder, "erasure.db") });
        services.AddErasureApi(new ApiOptions { IsOpen = true });
        WebApplication built = builder.Build().UseErasureApi();
        await built.StartAsync();
        return new BenchmarkHost(built);
    }

    public static IntakeRequest Request(int number) => new()
    {
        Subject = new Sealed<Subject>(new Subject(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["user_id"] = string.Create(CultureInfo.InvariantCulture, $"user-{number:D9}"),
        })),
    };

    public async Task ReceiveAsync(int count)
    {
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(count, 256)).Select(async _ =>
        {
            for (int number = Interlocked.Increment(ref next); number <= count; number = Interlocked.Increment(ref next))
            {
                await Erasures.ReceiveAsync(Request(number), CancellationToken.None);
            }
        }));
    }

    /// <summary>How many orchestrations haven't ended.</summary>
    public long Running() => Database.Read(static sql => (long)sql.Scalar("SELECT count(*) FROM instances WHERE status < $1", (long)RuntimeStatus.Completed)!);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static DomainConfiguration Domain(string name) => new()
    {
        Name = name,
        Admin = $"{name}@example.org",
        Connector = new LakeConnectorConfiguration(),
        Polling = new PollingConfiguration { Interval = TimeSpan.FromDays(20), MaxInterval = TimeSpan.FromDays(20) },
    };

    private sealed class Domains(Outcome answer) : IConnectors, IConnector
    {
        public IConnector For(string domain) => this;

        public Task<Outcome> SubmitAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) => Task.FromResult(answer);

        public Task<Outcome> CheckAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) => Task.FromResult(answer);
    }

    private sealed class NoMail : IMailTransport
    {
        public Task DeliverAsync(MailMessage mail, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
