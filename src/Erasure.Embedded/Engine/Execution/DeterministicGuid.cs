using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>GUIDs that are the same at each replay: named by the execution and a counter (RFC 9562, version 8 with SHA-256).</summary>
internal static class DeterministicGuid
{
    public static Guid Create(Guid executionId, int counter)
    {
        Span<byte> name = stackalloc byte[20];
        executionId.TryWriteBytes(name, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(name[16..], counter);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(name, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
