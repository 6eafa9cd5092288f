using Erasure.Api;
using Erasure.Api.Health;
using Erasure.Aws;
using Erasure.Core;
using Erasure.Core.Alerts;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Durable;
using Erasure.Core.Objects;
using Erasure.Core.Reconciliation;
using Erasure.Core.Records.Moving;
using Erasure.Core.Server;
using Erasure.Core.Settings;
using Erasure.Core.Vault;
using Erasure.Embedded;
using Erasure.Embedded.Alerts;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Mail;
using Erasure.Embedded.Objects;
using Erasure.Embedded.Sqlite;
using Erasure.Host.CommandLine;
using Erasure.Host.Management;
using Erasure.SecondOpinion;
using Erasure.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Serving;

/// <summary>The embedded host: core, engine, API and management API on one database, put together from the configuration.</summary>
internal sealed class ErasureServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private string? failed;

    private ErasureServer(WebApplication app)
    {
        this.app = app;
        app.Lifetime.ApplicationStopping.Register(TellThatItStops);
        app.Lifetime.ApplicationStopped.Register(() => Log.Stopped(app.Logger));
    }

    /// <summary>Where it listens.</summary>
    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>What it is made of.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts; whoever asks is answered when this returns.</summary>
    /// <param name="configuration">What to serve.</param>
    /// <param name="log">Where logs go.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="isNew">Begin with an empty database though there is a master key already.</param>
    /// <param name="change">Puts other services in place of the ones that are registered, such as a clock.</param>
    /// <param name="environment">The environment; that of the process where it isn't given.</param>
    /// <exception cref="RefusalException">The configuration can't be served here, as <see cref="StartChecks"/> tells.</exception>
    /// <exception cref="IOException">The database is in use or broken.</exception>
    public static async Task<ErasureServer> StartAsync(ErasureConfiguration configuration, Action<ILoggingBuilder> log, CancellationToken cancellationToken, bool isNew = false, Action<IServiceCollection>? change = null, HostEnvironment? environment = null)
    {
        environment ??= HostEnvironment.Read();
        IReadOnlyList<ConfigurationProblem> problems = await StartChecks.RunAsync(configuration, environment, isNew, lookThrough: false, cancellationToken);
        if (problems.Count > 0)
        {
            throw new RefusalException(RefusalException.Configuration, string.Join("\nerasure: ", problems.Select(problem => $"{problem}.")));
        }

        bool isBegunAnew = !File.Exists(configuration.Server.MasterKeyFile);
        WebApplication built = Build(configuration, environment, log, change);
        try
        {
            if (await built.Services.GetRequiredService<MoveMarks>().RefusalAsync(cancellationToken) is { } moved)
            {
                throw new RefusalException(RefusalException.Configuration, $"{RecordsCheck.Moved(DatabaseFile.Of(configuration), moved)}.");
            }

            if (isBegunAnew)
            {
                Log.BegunAnew(built.Services.GetRequiredService<ILogger<ErasureServer>>(), DatabaseFile.Of(configuration), configuration.Server.MasterKeyFile);
            }

            if (!await built.Services.GetRequiredService<MasterKeyCheck>().HoldsAsync(cancellationToken))
            {
                throw new RefusalException(RefusalException.Configuration, $"{RecordsCheck.OtherKey(configuration.Server.MasterKeyFile)}.");
            }

            // Opened before anything runs, so that what a crash left of unfinished replacements is gone even where no job comes.
            built.Services.GetService<IObjectStore>();
            await built.StartAsync(cancellationToken);
            return new ErasureServer(built);
        }
        catch
        {
            await built.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has stopped.</summary>
    /// <exception cref="RefusalException">It stopped by itself, since a part of it failed.</exception>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken)
    {
        await app.WaitForShutdownAsync(cancellationToken);
        if (failed is not null)
        {
            throw new RefusalException("part-failed", $"stopped, since its {failed} failed, which is a defect: the log says where. What was accepted goes on at the next start.");
        }
    }

    /// <summary>Stops gracefully, unless it has stopped already.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    // Where it is told to stop, nothing has ended yet.
    private void TellThatItStops()
    {
        Log.Stopping(app.Logger);
        if (app.Services.GetServices<IHostedService>().OfType<BackgroundService>().FirstOrDefault(one => one.ExecuteTask is { IsCompleted: true, IsCompletedSuccessfully: false }) is { } part)
        {
            failed = part.GetType().Name;
            Exception? failure = part.ExecuteTask!.Exception?.InnerException;
            Log.PartFailed(app.Logger, failed, failure?.GetType().Name ?? nameof(OperationCanceledException), failure is null ? "it was canceled" : TaskFailures.WhereThrown(failure));
        }
    }

    // From an empty builder: what decides is in our configuration file, not in appsettings or ASPNETCORE_ variables.
    private static WebApplication Build(ErasureConfiguration configuration, HostEnvironment environment, Action<ILoggingBuilder> log, Action<IServiceCollection>? change)
    {
        ServerConfiguration server = configuration.Server;
        string database = DatabaseFile.Of(configuration);
        DatabaseFile.MakeFolder(database);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        log(builder.Logging);

        // It tells of a part that fails, and of a start that does, by the exception's text, which may quote anything. We tell both ourselves.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        ListenAddress address = ListenAddress.TryParse(server.Url) ?? throw new RefusalException(RefusalException.Configuration, $"server.url: {server.Url} is no address to listen on.");
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, address));
        IServiceCollection services = builder.Services;
        services.AddRoutingCore();
        builder.Configuration.AddInMemoryCollection(environment.Standard);
        services.AddSingleton(environment);
        services.AddErasureTelemetry(configuration.Telemetry, environment, PrometheusMetrics.Of(configuration.Telemetry));

        // After the database, so that a first start that is killed leaves no key without one, as a lost database does.
        services.AddSingleton<IMasterKey>(provider => new KeptMasterKey(
            MasterKeyFile.Open(server.MasterKeyFile, isFirstStart: provider.GetRequiredService<SqliteDatabase>().HoldsNothing()), server.MasterKeyFile, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<KeptMasterKey>>()));
        services.AddErasureCore(configuration);
        services.AddSingleton(Connectors.Create);
        services.AddEmbeddedEngine(new DatabaseOptions { Path = database, Failpoint = environment.Failpoint }, new EngineOptions { MaxConcurrentByActivity = DeletionTasks.ActivityLimits(configuration.Lake) });
        if (configuration.Lake is { Folder: { } folder })
        {
            services.AddFolderLake(folder);
        }
        else if (configuration.Lake is { S3: { } s3 })
        {
            services.AddS3Lake(s3, configuration.Lake.Athena);
        }

        services.AddSecondOpinion();
        services.AddConfiguredMail(configuration);
        services.AddHostedService<ReconcilerLoop>();
        services.AddHostedService<LakeWatchLoop>();
        services.AddErasureApi(ApiOptions.Of(server, isLocal: address.IsLoopback, environment));
        services.AddManagement();
        IHealthChecksBuilder checks = services.AddHealthChecks().AddCheck<RecordsReady>("records", tags: [ErasureApi.ReadyTag]).AddCheck<LakeReady>("lake", tags: [ErasureApi.ReadyTag]).AddCheck<SpaceReady>("space", tags: [ErasureApi.ReadyTag]);
        if (configuration.Alerts is { } alerts)
        {
            services.AddEmbeddedAlerts(alerts);
            services.AddSingleton<IAlertSource>(provider => new ErrorRate(provider.GetRequiredService<TimeProvider>()));
            checks.AddCheck<AlertsReady>("alerts", tags: [ErasureApi.ReadyTag]);
        }
        change?.Invoke(services);

        WebApplication built = builder.Build().UseErasureApi();
        built.Services.GetRequiredService<IMasterKey>();
        ManagementRoutes.Map(built);
        PrometheusMetrics.Map(built, configuration.Telemetry);
        return built;
    }

    private static void Configure(KestrelServerOptions kestrel, ListenAddress address)
    {
        if (address.Address is { } ip)
        {
            kestrel.Listen(ip, address.Port);
        }
        else
        {
            kestrel.ListenLocalhost(address.Port);
        }

        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
    }
}
