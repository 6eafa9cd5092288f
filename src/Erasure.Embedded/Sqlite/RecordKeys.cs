using System.Security.Cryptography;

namespace Erasure.Embedded.Sqlite;

/// <summary>Every value is encrypted under a key of its own, kept in a slot that never moves; destroying the value means overwriting the slot.</summary>
/// <remarks>
/// SQLite's <c>secure_delete</c> zeroes the cell that is deleted, but when pages were split or merged before, it leaves older copies
/// of cells in the unused middle of pages. Slots are rows of one size that are appended, overwritten in place and never deleted, so that none of
/// their pages is ever split or merged and no older copy of a key exists outside the log.
/// </remarks>
internal static class RecordKeys
{
    private const int KeySize = 32;
    private const int TagSize = 16;

    // A key encrypts one value once, so the nonce needn't differ.
    private static readonly byte[] Nonce = new byte[12];
    private static readonly byte[] NoKey = new byte[KeySize];

    /// <summary>Encrypts a value under a fresh key, in a free slot.</summary>
    public static (long Slot, byte[] Sealed) Add(SqliteSession sql, ReadOnlySpan<byte> value)
    {
        byte[] key = RandomNumberGenerator.GetBytes(KeySize);
        object? free = sql.Scalar("DELETE FROM free_slots WHERE slot = (SELECT min(slot) FROM free_slots) RETURNING slot");
        if (free is long slot)
        {
            Overwrite(sql, slot, key);
        }
        else
        {
            slot = (long)sql.Scalar("INSERT INTO record_keys (key) VALUES ($1) RETURNING slot", key)!;
        }

        return (slot, Seal(key, value));
    }

    /// <summary>Encrypts a value under a fresh key and destroys the slot's old one.</summary>
    public static byte[] Replace(SqliteSession sql, long slot, ReadOnlySpan<byte> value)
    {
        byte[] key = RandomNumberGenerator.GetBytes(KeySize);
        Overwrite(sql, slot, key);
        return Seal(key, value);
    }

    /// <summary>Destroys the slot's key.</summary>
    public static void Destroy(SqliteSession sql, long slot)
    {
        Overwrite(sql, slot, NoKey);
        sql.Execute("INSERT INTO free_slots (slot) VALUES ($1)", slot);
    }

    public static byte[] Open(byte[] key, ReadOnlySpan<byte> sealedValue)
    {
        using var cipher = new AesGcm(key, TagSize);
        byte[] value = new byte[sealedValue.Length - TagSize];
        cipher.Decrypt(Nonce, sealedValue[TagSize..], sealedValue[..TagSize], value);
        return value;
    }

    private static byte[] Seal(byte[] key, ReadOnlySpan<byte> value)
    {
        using var cipher = new AesGcm(key, TagSize);
        byte[] sealedValue = new byte[TagSize + value.Length];
        cipher.Encrypt(Nonce, value, sealedValue.AsSpan(TagSize), sealedValue.AsSpan(0, TagSize));
        return sealedValue;
    }

    private static void Overwrite(SqliteSession sql, long slot, byte[] key) =>
        sql.Execute("UPDATE record_keys SET key = $2 WHERE slot = $1", slot, key);
}
