using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Erasure.Host.Tests.Architecture;

/// <summary>Finds the methods that a method body calls or takes the address of (ECMA-335, partition III).</summary>
internal static class Calls
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    public static IReadOnlyList<int> In(BlobReader body)
    {
        List<int> tokens = [];
        while (body.RemainingBytes > 0)
        {
            int value = body.ReadByte();
            OpCode code = Codes[value == 0xFE ? (0xFE << 8) | body.ReadByte() : value];
            if (code.OperandType == OperandType.InlineMethod)
            {
                tokens.Add(body.ReadInt32());
            }
            else
            {
                body.Offset += OperandLength(code.OperandType, body);
            }
        }

        return tokens;
    }

    private static int OperandLength(OperandType type, BlobReader body) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * body.ReadInt32()),
        _ => 4,
    };
}
