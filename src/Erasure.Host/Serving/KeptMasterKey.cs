using System.Security.Cryptography;
using Erasure.Core.Limits;
using Erasure.Core.Records;
using Erasure.Core.Vault;
using Erasure.Host.CommandLine;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Serving;

/// <summary>The master key, which seals nothing more once its file no longer holds it: what is sealed under a key that is in memory alone is lost with the process.</summary>
internal sealed class KeptMasterKey : IMasterKey, IDisposable
{
    private const string Check = "kept";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LocalMasterKey key;
    private readonly string path;
    private readonly ILogger logger;
    private readonly SharedRun<string?> look;
    private string? told;

    /// <param name="key">The key, as it was read.</param>
    /// <param name="path">Its file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears when the file no longer holds it, and when it does again.</param>
    public KeptMasterKey(LocalMasterKey key, string path, TimeProvider time, ILogger<KeptMasterKey> logger)
    {
        this.key = key;
        this.path = path;
        this.logger = logger;
        look = new SharedRun<string?>(_ => Task.FromResult(Problem()), time);
    }

    /// <inheritdoc/>
    /// <exception cref="RecordsUnavailableException">Its file doesn't hold it.</exception>
    public async ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> dataKey, string context, CancellationToken cancellationToken)
    {
        string? problem = await LookAsync(cancellationToken);
        Tell(problem);
        return problem is null ? await key.WrapAsync(dataKey, context, cancellationToken) : throw new RecordsUnavailableException(problem) { Code = "master-key" };
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, string context, CancellationToken cancellationToken) => key.UnwrapAsync(wrapped, context, cancellationToken);

    /// <inheritdoc/>
    public byte[] Derive(string label) => key.Derive(label);

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    private async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await look.JoinAsync(Patience, CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (TimeoutException)
        {
            return $"The disk of the master key {path} doesn't answer.";
        }
    }

    private string? Problem()
    {
        try
        {
            using LocalMasterKey there = MasterKeyFile.Read(path);
            return CryptographicOperations.FixedTimeEquals(there.Derive(Check), key.Derive(Check)) ? null
                : $"The file {path} holds another master key than this host runs with: put that one back before you stop the host.";
        }
        catch (RefusalException refused)
        {
            return $"{refused.Message} Do so before you stop the host, which has it in memory alone.";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"The master key {path} can't be read any more ({unreadable.GetType().Name}): mend that before you stop the host, which has it in memory alone.";
        }
    }

    private void Tell(string? problem)
    {
        if (Interlocked.Exchange(ref told, problem) is var before && before == problem)
        {
            return;
        }

        if (problem is null)
        {
            Log.MasterKeyIsBack(logger, path);
        }
        else
        {
            Log.MasterKeyIsGone(logger, problem);
        }
    }
}
