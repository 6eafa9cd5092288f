using System.Security.Cryptography;
using System.Text;

namespace Erasure.Api.Access;

/// <summary>A key and what it opens. Only the key's digest is kept.</summary>
public sealed class AccessKey(string key, Roles roles, string name = "key")
{
    private readonly byte[] digest = Digest(key);

    /// <summary>Its name in ledger and decisions.</summary>
    public string Name => name;

    /// <summary>What its holder may do.</summary>
    public Roles Roles => roles;

    /// <summary>This is the key; told in a time that says nothing about either.</summary>
    public bool Is(byte[] presentedDigest) => CryptographicOperations.FixedTimeEquals(presentedDigest, digest);

    /// <summary>What <see cref="Is"/> compares.</summary>
    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
