using Erasure.Core.Domains;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Erasures.Parts;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Erasures;

/// <summary>Registers erasures, from their intake to their end.</summary>
internal static class ErasureServices
{
    /// <summary>Adds <see cref="IErasureService"/>, <see cref="IRaisedEvents"/>, the <see cref="DurableTaskRegistry"/> of all orchestrations, and what they need.</summary>
    public static IServiceCollection AddErasures(this IServiceCollection services) => services
        .AddSingleton<ErasureStore>()
        .AddSingleton<SubjectClaims>()
        .AddSingleton<IntakeMarkers>()
        .AddSingleton<IntakeValidator>()
        .AddSingleton<IntakeDrafts>()
        .AddSingleton<ErasureIntake>()
        .AddSingleton<ConnectorCalls>()
        .AddSingleton<CallStop>()
        .AddSingleton<ErasureReports>()
        .AddSingleton<RequesterMails>()
        .AddSingleton<ErasureEnding>()
        .AddSingleton<FailureMails>()
        .AddSingleton<IRaisedEvents, RaisedEvents>()
        .AddSingleton<IErasureService, ErasureService>()
        .AddSingleton<IDomainRetries>(provider => provider.GetRequiredService<IErasureService>())
        .AddSingleton(_ => new DurableTaskRegistry().AddErasures())
        .AddSingleton<OpenErasures>();
}
