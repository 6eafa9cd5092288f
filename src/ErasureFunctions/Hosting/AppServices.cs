using Amazon.Runtime;
using Erasure.Api;
using Erasure.Api.Erasures;
using Erasure.Api.Health;
using Erasure.Aws;
using Erasure.Core;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion;
using Erasure.Core.Limits;
using Erasure.Core.Mail;
using Erasure.Core.Settings;
using Erasure.Core.Vault;
using Erasure.SecondOpinion;
using Erasure.Telemetry;
using ErasureFunctions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ErasureFunctions.Hosting;

/// <summary>Puts the app together: core, adapter, API, records and lake on AWS, mail by Azure Communication Services.</summary>
internal static class AppServices
{
    public static IServiceCollection AddErasureFunctions(this IServiceCollection services, ErasureConfiguration configuration, bool isDevelopment, HostEnvironment environment)
    {
        services.AddSingleton(environment);
        EntraIdentity identity = EntraIdentity.Of(isDevelopment, environment);
        services.AddErasureTelemetry(configuration.Telemetry, environment, PlatformTelemetry.Of(identity, environment));
        services.AddSingleton<IMasterKey>(_ => MasterKeySetting.Read(environment));
        services.AddHostedService<RecordsGuard>();
        services.AddErasureCore(configuration);
        services.AddSingleton(Connectors.Create);
        services.AddDurable(configuration);
        services.AddAws(configuration, identity, environment);
        services.AddSecondOpinion();
        services.AddMail(configuration.Mail, identity, isDevelopment, environment);

        // The platform keeps the URL of every request, before it is handed to the app.
        services.AddErasureApi(ApiOptions.Of(configuration.Server, isLocal: isDevelopment, environment) with { DeleteUserRoute = environment.MayNameUsersInUrls });
        services.AddNamedRoutes();
        services.AddSingleton<IManagementLinks, DurableManagementLinks>();
        services.AddHealthChecks().AddCheck<RecordsReady>("records", tags: [ErasureApi.ReadyTag]).AddCheck<LakeReady>("lake", tags: [ErasureApi.ReadyTag]);
        return services;
    }

    private static void AddDurable(this IServiceCollection services, ErasureConfiguration configuration)
    {
        services.AddSingleton(new ActivityGate(DeletionTasks.ActivityLimits(configuration.Lake)));
        services.AddSingleton<BoundClient>();
        services.AddSingleton<IDurableTaskClientProvider>(static provider => provider.GetRequiredService<BoundClient>());
        services.AddSingleton<TaskRunner>();
        services.Configure<WorkerOptions>(worker => worker.Serializer = new DurableSerializer());
    }

    // Without a role the SDK's own chain says who the app is: a developer's profile.
    private static void AddAws(this IServiceCollection services, ErasureConfiguration configuration, EntraIdentity identity, HostEnvironment environment)
    {
        if (environment.AwsRole is { } role)
        {
            string audience = environment.AwsAudience ?? throw new InvalidOperationException("ERASURE_AWS_AUDIENCE must name the audience that ERASURE_AWS_ROLE_ARN trusts.");
            services.AddSingleton<AWSCredentials>(_ => new WebIdentityCredentials(role, identity.TokensFor($"{audience}/.default"), environment.AwsRegion));
        }

        services.AddDynamoDbRecords(configuration.Records!.DynamoDb);

        // There may be several instances of the app, and a domain's limits are for all.
        services.AddSingleton<ShareLeases>();
        if (configuration.Lake is { S3: { } s3 })
        {
            services.AddS3Lake(s3, configuration.Lake.Athena);
        }
    }

    private static void AddMail(this IServiceCollection services, MailConfiguration mail, EntraIdentity identity, bool isDevelopment, HostEnvironment environment)
    {
        if (environment.MailEndpoint is { } endpoint)
        {
            services.AddSingleton<IMailTransport>(provider => new CommunicationMailTransport(
                new HttpClient(), new Uri(endpoint), mail.From, identity.TokensFor(CommunicationMailTransport.Scope), provider.GetRequiredService<TimeProvider>()));
            return;
        }

        services.AddSingleton<IMailTransport>(isDevelopment
            ? new NoMailService()
            : throw new InvalidOperationException("ERASURE_MAIL_ENDPOINT must be the address of the Communication Services resource that mails are sent through."));
    }
}
