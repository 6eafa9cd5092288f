using Erasure.Core.Configuration;
using Erasure.Core.Mail;
using Erasure.Core.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Embedded.Mail;

/// <summary>Registers the mail transport.</summary>
public static class MailServices
{
    /// <summary>Adds SMTP where the configuration names a server, else the folder.</summary>
    public static IServiceCollection AddConfiguredMail(this IServiceCollection services, ErasureConfiguration configuration)
    {
        MailConfiguration mail = configuration.Mail;
        return mail.Smtp is { } smtp
            ? services.AddSingleton<IMailTransport>(provider =>
                new SmtpMailTransport(smtp, mail.From, provider.GetRequiredService<HostEnvironment>().Find, provider.GetRequiredService<TimeProvider>()))
            : services.AddSingleton<IMailTransport>(_ => new FolderMailTransport(mail.Folder ?? Path.Combine(configuration.Server.DataFolder, "mail"), mail.From));
    }
}
