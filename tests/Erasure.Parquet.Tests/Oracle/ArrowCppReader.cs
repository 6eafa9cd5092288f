using System.Runtime.InteropServices;
using ParquetSharp;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>Reads files with the column readers of Arrow C++ (ParquetSharp).</summary>
internal static class ArrowCppReader
{
    private const int Batch = 4096;

    public static string[] Rows(string path)
    {
        using ReaderProperties properties = ReaderProperties.GetDefaultReaderProperties();
        properties.EnablePageChecksumVerification();
        using ParquetFileReader file = new(path, properties);
        RowTexts rows = new();
        for (int i = 0; i < file.FileMetaData.NumRowGroups; i++)
        {
            using RowGroupReader group = file.RowGroup(i);
            rows.BeginRowGroup(group.MetaData.NumRows);
            for (int column = 0; column < file.FileMetaData.NumColumns; column++)
            {
                using ColumnReader reader = group.Column(column);
                rows.BeginColumn();
                Read(reader, rows);
                rows.EndColumn();
            }
        }

        return rows.ToArray();
    }

    private static void Read(ColumnReader reader, RowTexts rows)
    {
        int width = reader.ColumnDescriptor.TypeLength;
        switch (reader)
        {
            case ColumnReader<bool> typed:
                Read(typed, rows, value => value ? "1" : "0");
                break;
            case ColumnReader<int> typed:
                Read(typed, rows, value => $"{value}");
                break;
            case ColumnReader<long> typed:
                Read(typed, rows, value => $"{value}");
                break;
            case ColumnReader<float> typed:
                Read(typed, rows, value => $"{BitConverter.SingleToInt32Bits(value)}");
                break;
            case ColumnReader<double> typed:
                Read(typed, rows, value => $"{BitConverter.DoubleToInt64Bits(value)}");
                break;
            case ColumnReader<Int96> typed:
                Read(typed, rows, value => $"{value.A},{value.B},{value.C}");
                break;
            case ColumnReader<ByteArray> typed:
                Read(typed, rows, value => Hex(value.Pointer, value.Length));
                break;
            case ColumnReader<FixedLenByteArray> typed:
                Read(typed, rows, value => Hex(value.Pointer, width));
                break;
            default:
                throw new NotSupportedException($"ParquetSharp has a {reader.GetType()}.");
        }
    }

    private static void Read<T>(ColumnReader<T> reader, RowTexts rows, Func<T, string> text)
        where T : unmanaged
    {
        short deepest = reader.ColumnDescriptor.MaxDefinitionLevel;
        var (definition, repetition, values) = (new short[Batch], new short[Batch], new T[Batch]);
        while (reader.HasNext)
        {
            long count = reader.ReadBatch(Batch, deepest == 0 ? [] : definition, reader.ColumnDescriptor.MaxRepetitionLevel == 0 ? [] : repetition, values, out long present);
            int value = 0;
            for (int i = 0; i < Math.Max(count, deepest == 0 ? present : 0); i++)
            {
                rows.Add(repetition[i], definition[i], definition[i] == deepest ? text(values[value++]) : "");
            }
        }
    }

    private static string Hex(IntPtr pointer, int length)
    {
        var bytes = new byte[length];
        if (length > 0)
        {
            Marshal.Copy(pointer, bytes, 0, length);
        }

        return Convert.ToHexString(bytes);
    }
}
