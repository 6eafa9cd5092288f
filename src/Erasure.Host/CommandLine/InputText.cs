using Erasure.Embedded.Files;

namespace Erasure.Host.CommandLine;

/// <summary>What a command reads as a whole: a file, or standard input.</summary>
internal static class InputText
{
    /// <summary>Names standard input.</summary>
    public const string StandardInput = "-";

    // What a shell has open for us already (`<(...)`): nobody waits there for a writer.
    private static readonly string[] Opened = ["/dev/fd/", "/dev/stdin", "/proc/self/fd/"];

    /// <exception cref="RefusalException">It is longer than <paramref name="most"/> bytes, or can't be read as a file.</exception>
    public static async Task<MemoryStream> ReadAsync(string path, int most, CancellationToken cancellationToken)
    {
        bool isInput = path == StandardInput;
        if (!isInput)
        {
            Expect(path);
        }

        await using Stream stream = isInput ? Console.OpenStandardInput() : File.OpenRead(path);
        MemoryStream bytes = new();
        byte[] part = new byte[64 * 1024];
        for (int read = await stream.ReadAsync(part, cancellationToken); read > 0; read = await stream.ReadAsync(part, cancellationToken))
        {
            bytes.Write(part, 0, read);
            if (bytes.Length > most)
            {
                throw new RefusalException("too-long", $"{(isInput ? "Standard input" : path)} is longer than {most / 1024:N0} KB: give less at a time.");
            }
        }

        bytes.Position = 0;
        return bytes;
    }

    /// <summary>Refuses what is no file to be read from its beginning to its end.</summary>
    /// <exception cref="RefusalException">It is a folder, or a pipe or device that nobody has opened.</exception>
    public static void Expect(string path)
    {
        if (Directory.Exists(path))
        {
            throw new RefusalException(RefusalException.NotAFile, $"{path} is a folder: name a file.");
        }

        if (EndlessFile.IsAt(path) && !Opened.Any(opened => Path.GetFullPath(path).StartsWith(opened, StringComparison.Ordinal)))
        {
            throw new RefusalException(RefusalException.NotAFile, $"{path} is a pipe, a socket or a device: name a file.");
        }
    }
}
