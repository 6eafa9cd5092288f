using Erasure.Core;
using Erasure.Core.Alerts;
using Erasure.Core.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.Tests.Architecture;

/// <summary>How Core's features register themselves: a class says in its constructor what it needs, and nobody says it a second time.</summary>
public sealed class RegistrationTests
{
    /// <summary>What has arguments that are no services, one service under a second name, and the list of all workflows.</summary>
    private static readonly string[] MadeByHand = ["AlertWatch", "DomainLimits", "DurableTaskRegistry", "IAlertChannel", "IDomainRetries"];

    [Fact]
    public void What_Core_registers_is_made_by_its_own_constructor()
    {
        ServiceCollection services = new();
        services.AddErasureCore(new ErasureConfiguration { Domains = [] });
        services.AddAlerts(new AlertConfiguration { Mail = ["ops@example.org"] });

        Assert.Equal(MadeByHand, services.Where(service => service.ImplementationFactory is not null).Select(service => service.ServiceType.Name).Order(StringComparer.Ordinal));
    }
}
