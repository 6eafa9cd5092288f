using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Mail;

/// <summary>Registers mail.</summary>
internal static class OutboxServices
{
    /// <summary>Adds the outbox, and who writes what is in it. The host adds the <see cref="IMailTransport"/>.</summary>
    public static IServiceCollection AddOutbox(this IServiceCollection services) => services
        .AddSingleton<MailRecipients>()
        .AddSingleton<MailWriter>()
        .AddSingleton<MailLimits>()
        .AddSingleton<Outbox>();
}
