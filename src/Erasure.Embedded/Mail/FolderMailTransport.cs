using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Mail;
using Erasure.Embedded.Objects;
using Erasure.Embedded.Sqlite;
using MimeKit;

namespace Erasure.Embedded.Mail;

/// <summary>Delivers into a folder of <c>.eml</c> files, each mail exactly once: its file's name comes from its Message-ID, and a file that is there is never written again.</summary>
public sealed class FolderMailTransport : IMailTransport
{
    private const string Partial = ".part";
    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Dos, EnsureNewLine = true };

    private readonly string folder;
    private readonly string from;

    /// <summary>Opens the folder, made where it is missing, and removes what a crash left unfinished.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="from">The sender's address.</param>
    public FolderMailTransport(string folder, string from)
    {
        this.folder = Path.GetFullPath(folder);
        PrivateFiles.MakeFolder(this.folder);
        this.from = from;
        foreach (string leftover in Directory.GetFiles(this.folder, "*" + Partial))
        {
            File.Delete(leftover);
        }
    }

    /// <inheritdoc/>
    public async Task DeliverAsync(MailMessage mail, CancellationToken cancellationToken)
    {
        using MimeMessage mime = MimeMail.Of(mail, from);
        MailAddresses.ExpectAscii(mime);
        string path = PathOf(mail.MessageId);
        string partial = PartialOf(path);
        try
        {
            if (!File.Exists(path))
            {
                await WriteAsync(partial, mime, cancellationToken);

                // Without overwriting, so that of two deliveries at once one wins and the other finds it done.
                File.Move(partial, path, overwrite: false);
            }

            NativeFile.FlushFolder(folder);
        }
        catch (IOException) when (File.Exists(path))
        {
            NativeFile.FlushFolder(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MailDeliveryException($"The mail folder can't be written: {failure.GetType().Name}.", isPermanent: false, failure);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <inheritdoc/>
    public bool CanReach(string address) => MailAddresses.IsAddress(address, onlyAscii: true);

    /// <inheritdoc/>
    public async Task ForgetRecipientAsync(string messageId, CancellationToken cancellationToken)
    {
        string path = PathOf(messageId);
        if (!File.Exists(path))
        {
            return;
        }

        string partial = PartialOf(path);
        try
        {
            using MimeMessage mime = await MimeMessage.LoadAsync(path, cancellationToken);
            mime.To.Clear();
            mime.To.Add(new GroupAddress("undisclosed-recipients"));
            await WriteAsync(partial, mime, cancellationToken);
            File.Move(partial, path, overwrite: true);
            NativeFile.FlushFolder(folder);
        }
        catch (FormatException)
        {
            // Whatever it is, it may name the person.
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MailDeliveryException($"A mail's recipient couldn't be taken out of {folder}: {failure.GetType().Name}.", isPermanent: false);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private string PathOf(string messageId) => Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)))[..32]}.eml");

    private static string PartialOf(string path) => Path.ChangeExtension(path, $"{Guid.NewGuid():n}{Partial}");

    private static async Task WriteAsync(string path, MimeMessage mail, CancellationToken cancellationToken)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // The To header names a person.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using FileStream file = new(path, options);
        await mail.WriteToAsync(Format, file, cancellationToken);
        file.Flush(flushToDisk: true);
    }
}
