using MimeKit;

namespace Erasure.Host.Demo;

/// <summary>Mails in the demo's folder.</summary>
internal sealed class DemoMails
{
    private readonly (MimeMessage Mail, string Path)[] mails;

    private DemoMails(IEnumerable<(MimeMessage Mail, string Path)> mails) => this.mails = [.. mails];

    /// <summary>Subject and path of each, in the order in which they were written.</summary>
    public IReadOnlyList<(string Subject, string Path)> All =>
        [.. mails.OrderBy(mail => mail.Mail.Date)
            .ThenBy(mail => File.GetLastWriteTimeUtc(mail.Path))
            .ThenBy(mail => mail.Path, StringComparer.Ordinal)
            .Select(mail => (mail.Mail.Subject ?? "", mail.Path))];

    /// <summary>Those that are there now; none where the folder isn't.</summary>
    public static DemoMails In(string folder) => new(Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.eml").Select(path => (MimeMessage.Load(path), path)) : []);

    /// <summary>Those that came since.</summary>
    public DemoMails Except(DemoMails earlier) => new(mails.ExceptBy(earlier.mails.Select(mail => mail.Path), mail => mail.Path, StringComparer.Ordinal));
}
